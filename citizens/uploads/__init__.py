"""Files that people send: one service for the whole site (threat T22). Nothing else reads an uploaded file.

How to use it:

1. In a form: `files = EvidenceField(required=False, max_files=3)` (several papers) or `PictureField()` (one photo),
   from `citizens.uploads.fields`. The form tag needs `enctype="multipart/form-data"`. `cleaned_data` then holds
   `SafeFile`s: new bytes, made anew from what was sent in a process of its own with little memory. The bytes that came,
   their name and their metadata are dropped. What cannot be made safe is an error of the field, in words.
2. In the service that writes, inside its transaction: `file = store(safe, by=user)` from `citizens.uploads.store`, and
   link the `StoredFile` to your row (a join table or a foreign key, `on_delete=PROTECT`). It is sealed in the database.
   The link is what decides who may see it: start from your own row's `for_actor()`, never from the file.
3. In a view with its own policy: `return attachment(file)`. It answers 404 for a file that is held or was refused;
   show `file.is_held` in words ("đang kiểm tra vi-rút"). `<img src>` of that address shows a picture: browsers ignore
   the attachment there.
4. When your row goes, call `discard(files)`.

With CLAMD_ADDRESS set, each file is shown to clamd before it is released. While clamd does not answer, files are held
and the worker tries again; they are never released unseen. A file clamd names is wiped.
"""

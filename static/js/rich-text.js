// Rich text in the admin: the editor of django-prose-editor, set up here instead of by its own presets, because
// those need an inline import map and write a style element, which the security policy forbids. The server cleans
// whatever arrives; without this script the text area shows the HTML itself.
const MENU = [
  { group: "blockType -lists" },
  { group: "lists" },
  { group: "nodes -blockType -lists" },
  { group: "marks" },
  { group: "link" },
  { group: "history" },
];

async function start(area) {
  const kit = await import(area.dataset.richText);
  const box = document.createElement("div");
  box.className = "prose-editor";
  area.before(box);
  box.append(area);
  const label = document.querySelector(`label[for="${area.id}"]`);
  new kit.Editor({
    element: box,
    injectCSS: false,
    content: area.value,
    editorProps: { attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label ? label.textContent.trim() : "" } },
    extensions: [
      kit.Document, kit.Paragraph, kit.Text, kit.HardBreak, kit.Bold, kit.Italic, kit.BulletList,
      kit.OrderedList.configure({ enableListAttributes: false }),
      kit.ListItem, kit.Blockquote, kit.Dropcursor, kit.Gapcursor, kit.History, kit.NoSpellCheck,
      kit.Heading.configure({ levels: [2, 3] }),
      kit.Link.configure({ enableTarget: false, openOnClick: false }),
      kit.Menu.configure({ groups: MENU }),
    ],
    onUpdate({ editor }) {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
}

document.querySelectorAll("[data-rich-text]").forEach(start);

"""Questions anybody may ask without signing in, under /tra-cuu/.

forms    what is asked
gate     how often, by whom; canary identities and alarms (security.md T12)
answers  the same queries whether there is an answer or not (T13)
views    one page a question
"""

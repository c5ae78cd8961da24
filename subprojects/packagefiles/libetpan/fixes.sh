#!/bin/sh
# Fixes laid over libetpan 1.9.4; run once in its folder, by tools/fetch. Each was found by tests or fuzzing.
set -e

# Its headers include each other as <libetpan/x.h>.
find src -name '*.h' | while read -r h; do
    [ -e "include/libetpan/${h##*/}" ] || cp "$h" include/libetpan/
done
rm -f libetpan-config.h config.h.in

# CVE-2022-4121: a response that cannot be parsed frees a NULL list.
sed -i '/^void clist_foreach(clist \* lst, clist_func func, void \* data)/,/^}/ s/^  clistiter \* cur;/&\n\n  if (lst == NULL)\n    return;/' src/data-types/clist.c
sed -i '/^void clist_free(clist \* lst) {/,/^}/ s/^  clistcell \* l1, \* l2;/&\n\n  if (lst == NULL)\n    return;/' src/data-types/clist.c
test "$(grep -c 'if (lst == NULL)' src/data-types/clist.c)" = 2

# The quoted-printable writer wrote the white space before a line end twice.
python3 - <<'P'
import re
path = 'src/low-level/mime/mailmime_write_generic.c'
text = open(path).read()
text, found = re.subn(
    r"(case '\\n':\n\s+)(r = write_remaining\([^;]*;(?:(?!case)[^;]*;){2}\s*snprintf\(hexstr)",
    r'\1len --;\n            \2', text)
assert found == 2, found
open(path, 'w').write(text)
P

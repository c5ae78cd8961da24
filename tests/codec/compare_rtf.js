// compare_rtf.js FOLDER - what two independent packages make of compressed RTF and of RTF, for compare_rtf.py
//
// For each NAME.packed in FOLDER: NAME.theirs, unpacked by @kenjiuno/decompressrtf. For each NAME.rtf: NAME.body, by
// rtf-stream-parser, in UTF-8, and a line of JSON with its kind, or why there is none. NODE_PATH says where they are.
const fs = require('fs'), path = require('path');
const { decompressRTF } = require('@kenjiuno/decompressrtf');
const { deEncapsulateSync } = require('rtf-stream-parser');
const iconv = require('iconv-lite');
const folder = process.argv[2];

for (const file of fs.readdirSync(folder).sort()) {
  const name = path.join(folder, path.parse(file).name);
  const answer = { file };
  try {
    if (file.endsWith('.packed')) {
      fs.writeFileSync(name + '.theirs', Buffer.from(decompressRTF(Array.from(fs.readFileSync(path.join(folder, file))))));
    } else if (file.endsWith('.rtf')) {
      const got = deEncapsulateSync(fs.readFileSync(path.join(folder, file)), { decode: iconv.decode, prefix: false, warn: () => {} });
      answer.kind = got.mode;
      fs.writeFileSync(name + '.body', got.text, 'utf8');
    } else continue;
  } catch (error) {
    answer.error = String(error.message);
  }
  console.log(JSON.stringify(answer));
}

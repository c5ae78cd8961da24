// read_msg.js FILE... - what npm's @kenjiuno/msgreader finds in .msg files: a JSON object a line
'use strict';
const fs = require('fs');
const MsgReader = require('@kenjiuno/msgreader').default;

function adler(bytes) {
    let a = 1, b = 0;
    for (const byte of bytes) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    return [bytes.length, ((b << 16) | a) >>> 0];
}
const text = string => adler(Buffer.from(string || '', 'utf16le'));

function show(reader, data) {
    const attachments = (data.attachments || []).map(attachment => {
        if (attachment.innerMsgContent) return {inner: show(reader, attachment.innerMsgContentFields)};
        const found = reader.getAttachment(attachment);
        return {name: found.fileName || '', data: adler(found.content || [])};
    });
    return {
        subject: data.subject || '', body: text(data.body), html: data.html ? adler(data.html) : text(data.bodyHtml),
        rtf: adler(data.compressedRtf || []), sender: data.senderName || '',
        recipients: (data.recipients || []).map(r => [r.name || '', r.email || '']), attachments,
    };
}

for (const path of process.argv.slice(2)) {
    let result;
    try {
        const bytes = fs.readFileSync(path);
        const open = encoding => {
            const reader = new MsgReader(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
            if (encoding) reader.parserConfig = {ansiEncoding: encoding};
            return [reader, reader.getFileData()];
        };
        let [reader, data] = open();
        if (data.messageCodepage) // it doesn't look there itself
            [reader, data] = open(data.messageCodepage === 65001 ? 'utf8' : 'cp' + data.messageCodepage);
        result = data.error ? {error: String(data.error)} : show(reader, data);
    } catch (error) {
        result = {error: String(error)};
    }
    console.log(JSON.stringify(Object.assign({file: path}, result)));
}

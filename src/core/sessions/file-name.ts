/** What no file system of the three may have in a name (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are among what must not be in a name
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]+/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const MOST = 120;

/** The name of a file for something that people have named, without an extension. */
export function fileNameOf(name: string): string {
  const plain = name.normalize('NFC').replace(/:/g, '.').replace(FORBIDDEN, ' ').replace(/\s+/g, ' ');
  const short = [...plain].slice(0, MOST).join('');
  // Neither hidden, nor cut off by Windows.
  const whole = short.replace(/^[. ]+|[. ]+$/g, '');
  return whole === '' || RESERVED.test(whole) ? 'Session' : whole;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTableCsv, type Table, type TableOptions } from '../../src/files/table.ts';
import { temporaryFolder } from './folder.ts';

function read(content: string | Uint8Array, options: TableOptions): Promise<Table> {
  const path = join(temporaryFolder(), 'dba.csv');
  writeFileSync(path, content);
  return readTableCsv(path, options);
}

const content =
  '\ufeffaccount, department ,note\r\nann,Sales,"likes ""quotes"", and\r\ncommas"\r\n\r\nbob,IT,\r\n';

describe('a lookup table', () => {
  it('has one row for each key, with all columns in file order', async () => {
    const table = await read(content, { key: 'account' });
    expect(table.columns).toEqual(['account', 'department', 'note']);
    expect([...table.rows]).toEqual([
      ['ann', ['ann', 'Sales', 'likes "quotes", and\r\ncommas']],
      ['bob', ['bob', 'IT', '']],
    ]);
  });

  it('keeps only the columns wanted, in the order wanted', async () => {
    const table = await read(content, { key: 'account', columns: ['note', 'department'] });
    expect(table.rows.get('bob')).toEqual(['', 'IT']);
  });

  it.each([
    [
      'a key twice',
      'account,x\nann,1\nbob,2\nann,3\n',
      'the key "ann" stands in line 2 and again in line 4: keep one of them',
    ],
    [
      'no key column',
      'acount,x\n',
      'there is no column "account" in the header (acount, x); did you mean "acount"?',
    ],
    ['too few cells', 'account,x\nann\n', 'line 2 has 1 cells, the header has 2'],
    [
      'an open quote',
      'account,x\n"ann,1\n',
      'line 2: a quoted field begins here and its closing quote is missing',
    ],
    ['text after a quote', 'account,x\n"ann"a,1\n', 'line 2: text after the closing quote of a field'],
    ['nothing in it', '', 'expected a header with the names of the columns, found an empty file'],
    ['bytes that are no text', Uint8Array.from([0xff, 0x00]), 'expected text in UTF-8, found other bytes'],
  ])('with %s is refused', async (_, wrong, message) => {
    await expect(read(wrong, { key: 'account' })).rejects.toMatchObject({ code: 'table-unreadable' });
    await expect(read(wrong, { key: 'account' })).rejects.toThrow(message);
  });
});

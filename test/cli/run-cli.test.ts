import { describe, expect, it } from 'vitest';
import { run } from './test-process.ts';

const texts = {
  'a.rules': 'fine',
  'b.rules': 'wrong',
  'dir/x.rules': 'fine',
  'dir/y.rules': 'fine',
  'up/in/z.rules': 'fine',
  'up/no/readme': '',
};

describe('the command line', () => {
  it('shows its commands and examples', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('plumbline replay scenarios ');
    expect(stdout).toMatch(/replay .*\n.*check .*\n.*explain .*\n.*generate /s);
  });

  it('shows its version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' });
  });

  it.each([
    ['chek a.rules', "error: unknown command 'chek'\n(Did you mean check?)"],
    ['check', "error: missing required argument 'rules'"],
    ['check a.rules --jsno', "error: unknown option '--jsno'\n(Did you mean --json?)"],
    [
      'replay dir --shards none',
      "error: option '--shards <n>' argument 'none' is invalid. Expected a whole number from 1 to",
    ],
    ['replay dir --memory much', "argument 'much' is invalid. Expected a size such as 64MB"],
  ])('refuses "%s" with 2 and a hint', async (line, message) => {
    const { code, stderr } = await run(line, { texts });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('check', () => {
  it.each([
    ['check a.rules', 0, '1 rule in 1 file: all good\n'],
    ['check a.rules dir up', 0, '4 rules in 4 files: all good\n'],
    ['check a.rules b.rules', 2, 'error[C001] b.rules:1:1: this is wrong\n1 error in 2 files\n'],
    [
      'check b.rules --json',
      2,
      '{"code":"C001","file":"b.rules","line":1,"column":1}\n{"rules":0,"files":1,"errors":1,"warnings":0}\n',
    ],
  ])('%s', async (line, code, stdout) => {
    expect(await run(line, { texts })).toMatchObject({ code, stdout, stderr: '' });
  });

  it('says when a directory has no rules', async () => {
    const { code, stderr } = await run('check up/no', { texts });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: up/no: expected files that end in .rules, found none; name the file or its directory\n',
    );
  });
});

describe('explain', () => {
  it('shows the plan', async () => {
    expect(await run('explain a.rules', { texts })).toMatchObject({ code: 0, stdout: 'one chain\n' });
  });

  it('tells sets of rules apart', async () => {
    const { stdout } = await run('explain a.rules dir', { texts });
    expect(stdout).toBe('# a.rules\none chain\n# dir\none chain\n');
  });

  it('refuses wrong rules', async () => {
    expect(await run('explain b.rules', { texts })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error[C001] b.rules:1:1: this is wrong\n',
    });
  });
});

describe('generate', () => {
  it('writes events, tables and labels', async () => {
    const { code, stdout, files } = await run(
      'generate logins --keys 2 --seed 9 --tables t --labels l.ndjson',
    );
    expect(code).toBe(0);
    expect(stdout).toBe('{"account":"dba0","seed":9}\n{"account":"dba1","seed":9}\n');
    expect(files.texts.get('t/accounts.csv')).toBe('account\ndba0\n');
    expect(files.texts.get('l.ndjson')).toBe(
      '{"key":"dba0","from":"1970-01-01T00:00:00Z","to":"1970-01-01T00:00:01Z","kind":"stolen","strength":"blatant","note":"at night"}\n',
    );
  });

  it('stops after so many events', async () => {
    const { stdout } = await run('generate logins --events 1');
    expect(stdout.split('\n')).toHaveLength(2);
  });

  it.each([
    [
      'logns',
      'error: expected the name of a generator, found "logns"; did you mean "logins"? There are:\n  logins  logins of a few accounts\n',
    ],
    ['logins --keys 60000', 'error: generator logins: keys must be at most 50000, found 60000\n'],
  ])('refuses %s with 2', async (line, stderr) => {
    expect(await run(`generate ${line}`)).toMatchObject({ code: 2, stdout: '', stderr });
  });

  it('stops at Ctrl-C after a whole line', async () => {
    const { code, stdout } = await run('generate logins --keys 40000', {
      onTurn: ({ interrupt }) => interrupt(),
    });
    expect(code).toBe(130);
    expect(stdout.length).toBeLessThan(200_000);
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  it('stops when nobody reads on', async () => {
    const { code } = await run('generate logins --keys 40000', {
      onTurn: ({ abandonOutput }) => abandonOutput(),
    });
    expect(code).toBe(0);
  });
});

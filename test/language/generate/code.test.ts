import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, joined } from '../../../src/language/generate/code.ts';
import { Frame } from '../../../src/language/generate/frame.ts';
import { instantiate } from '../../../src/language/generate/instantiate.ts';

describe('code', () => {
  it('puts pieces and numbers together', () => {
    expect(code`${code`a`} - ${-2} + ${1.5} + ${-0} + ${Number.NaN}`.text).toBe(
      'a - (-2) + 1.5 + (-0) + NaN',
    );
  });

  it('joins pieces with a separator', () => {
    expect(joined([code`a`, code`b`], code`, `).text).toBe('a, b');
  });

  it.each(['x', {}, null, undefined, { text: 'x' }, ['x']])('refuses %j as a part', (part) => {
    expect(() => code`return ${part as never};`).toThrow('put it into the constant pool');
  });

  it('refuses to be called with a text', () => {
    expect(() => code(['alert()'] as never)).toThrow('template tag');
    expect(() => code(Object.assign(['alert()'], { raw: ['alert()'] }) as never)).toThrow('template tag');
  });
});

describe('instantiate', () => {
  it('gives texts to the function without spelling them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const frame = new Frame();
        const body = code`return ${frame.constant(text)};`;
        expect(body.text).toBe('return k0;');
        expect(instantiate<() => string>(frame, { parameters: code``, body })()).toBe(text);
      }),
    );
  });

  it('keeps equal constants once', () => {
    const frame = new Frame();
    expect(frame.constant('a').text).toBe(frame.constant('a').text);
    expect(frame.constant('a').text).not.toBe(frame.constant('b').text);
  });
});

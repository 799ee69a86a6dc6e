/** Takes a TypeScript file apart into its code and its comments, each with everything else blanked out in place. */

import ts from 'typescript';

export interface CodeParts {
  /** Code alone: comments and the insides of texts and regular expressions are spaces. */
  readonly code: string;
  /** Comments alone. */
  readonly comments: string;
  /** Every word of every name given here, with its line: `latenessMs` gives `lateness` and `ms`. Names of others' contracts are theirs. */
  readonly nameWords: readonly { readonly word: string; readonly line: number }[];
}

const literals = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.RegularExpressionLiteral,
]);

export function codeParts(text: string): CodeParts {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ESNext, true);
  const blank = text.replace(/[^\n]/g, ' ');
  let code = '';
  let comments = '';
  const nameWords: { word: string; line: number }[] = [];

  // Tokens come in the order of the text, so both parts grow from the left.
  const takeToken = (token: ts.Node) => {
    const start = token.getStart(source, false);
    const end = token.getEnd();
    comments += text.slice(comments.length, start) + blank.slice(start, end);
    code += blank.slice(code.length, start);
    code += literals.has(token.kind)
      ? text[start] + blank.slice(start + 1, end - 1) + text[end - 1]
      : text.slice(start, end);
    if (isGivenName(token)) {
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      for (const word of wordsOf(token.text)) nameWords.push({ word, line });
    }
  };
  const visit = (node: ts.Node) => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(source);
    if (children.length > 0) children.forEach(visit);
    else if (node.getEnd() > node.getStart(source, false) || ts.isToken(node)) takeToken(node);
  };
  visit(source);
  return { code, comments, nameWords };
}

function isGivenName(token: ts.Node): token is ts.Identifier | ts.PrivateIdentifier {
  if (!ts.isIdentifier(token) && !ts.isPrivateIdentifier(token)) return false;
  const { parent } = token;
  const named =
    ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isTypeParameterDeclaration(parent) ||
    ts.isFunctionLike(parent) ||
    ts.isClassLike(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent);
  return named && parent.name === token;
}

function wordsOf(name: string): string[] {
  return name
    .split(/(?<=[a-z\d])(?=[A-Z])|[_$#\d]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Reads the imports of a source tree and holds them against rules. */

import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';

export interface Cruise {
  /** Files of the tree that were read, by their path from its top. */
  readonly files: readonly string[];
  /** One line for each broken rule: `rule: from → to`. */
  readonly violations: readonly string[];
}

/**
 * @param top absolute path of the tree
 * @param folders where to begin, from the top
 */
export async function cruiseTree(
  top: string,
  options: { folders: readonly string[]; rules: IFlattenedRuleSet },
): Promise<Cruise> {
  const { output } = await cruise(
    [...options.folders],
    {
      baseDir: top,
      ruleSet: options.rules,
      validate: true,
      // Without this, imports of types alone are not seen.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  );
  const { modules, summary } = output as ICruiseResult;
  return {
    files: modules.map(({ source }) => source).filter((file) => /^(src|actors|scenarios|test)\//.test(file)),
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  };
}

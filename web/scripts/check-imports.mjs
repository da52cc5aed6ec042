// Runs the import rules of dependency-cruiser.cjs and fails when it read nothing: with TypeScript 7 that tool finds
// no modules and reports "no violations".
import { cruise } from 'dependency-cruiser';
import { createRequire } from 'node:module';

const { forbidden, options } = createRequire(import.meta.url)('../dependency-cruiser.cjs');
const folders = ['apps', 'features', 'shared'];
const { output } = await cruise(
  folders,
  { ...options, ruleSet: { forbidden }, validate: true, tsConfig: { fileName: 'tsconfig.json' }, exclude: { path: 'node_modules' } },
  undefined,
  { tsConfig: (await import('dependency-cruiser/config-utl/extract-ts-config')).default('tsconfig.json') },
);
const { totalCruised, violations } = output.summary;
for (const v of violations) console.error(`${v.rule.severity} ${v.rule.name}: ${v.from} → ${v.to}`);
if (totalCruised === 0) {
  console.error('dependency-cruiser read 0 modules: the check proves nothing. Is TypeScript pinned to 5.9?');
  process.exit(1);
}
console.log(`imports: ${totalCruised} modules read, ${violations.length} violations`);
process.exit(violations.some((v) => v.rule.severity === 'error') ? 1 : 0);

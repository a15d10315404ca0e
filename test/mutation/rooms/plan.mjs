import './quick-laws.mjs';

// Laws come last, because what a table of cases notices is noticed sooner.
import.meta.glob(['../../plan/**/*.test.ts', '!../../plan/settings/catalogue.test.ts'], { eager: true });
import.meta.glob(['../../laws/*.test.ts', '!../../laws/merge.test.ts'], { eager: true });

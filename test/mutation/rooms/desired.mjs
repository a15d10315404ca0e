import './quick-laws.mjs';

import.meta.glob('../../desired/**/*.test.ts', { eager: true });

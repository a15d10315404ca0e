import './quick-laws.mjs';

import.meta.glob('../../live/*.test.ts', { eager: true });

import './quick-laws.mjs';

import.meta.glob(['../../apply/*.test.ts', '../../run/*.test.ts'], { eager: true });

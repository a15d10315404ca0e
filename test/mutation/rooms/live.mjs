import './quick-laws.mjs';

// Without the tests of the client, which wait for a real server: every mutant of the pace would wait with them.
import.meta.glob('../../live/{pacing,classify-answer,failure}.test.ts', { eager: true });

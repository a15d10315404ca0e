/** Mutation tests run each law thousands of times, so they ask for a share of the cases: LAW_SHARE, from 0 to 1. */
const share = Number(process.env.LAW_SHARE ?? 1);

/** The parameters of a law that is tried with so many cases. */
export function cases(many: number) {
  return { numRuns: Math.ceil(many * share) };
}

/** Whether a path equals the outer one or lies inside it, as `sip.servers[0].port` lies in `sip.servers`. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** Whether the paths are equal or one lies inside the other. */
export function overlaps(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/**
 * Cases that the stand-in cannot hold: title of the case → why. On the stand-in such a case is expected to fail; once it passes, the
 * suite says so and the line must go.
 */
export const STAND_IN_DIFFERS: Record<string, string> = {};

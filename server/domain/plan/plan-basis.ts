/** What a plan rests on; any of it changed, and the plan is another one. */
export interface PlanBasis {
  /** Settings that decide what is compared and how, by the name that people know them by. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  /** Every object that the plan looked at, the equal ones too. */
  readonly objects: readonly ExpectedObject[];
}

/** What was expected of one object, short: there are ten thousand of them. */
export interface ExpectedObject {
  readonly key: string;
  readonly action: string;
  /** Beginnings of the hashes; null = not desired, not there. */
  readonly desired: string | null;
  readonly live: string | null;
  readonly uid: string | null;
}

/** What a row's button did not do, for the list to say above the rows. */
export interface RowFailure {
  readonly what: string;
  readonly error: unknown;
}

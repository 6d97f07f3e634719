/** The highest id of a table whose ids are 32-bit integers: Postgres refuses to compare with more. */
export const ID_MAX = 2_147_483_647;

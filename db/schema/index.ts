export * from '#db/schema/auth.ts';
export * from '#db/schema/events.ts';
export * from '#db/schema/fabrics.ts';
export * from '#db/schema/plans.ts';
export * from '#db/schema/repositories.ts';
export * from '#db/schema/resources.ts';
export * from '#db/schema/runs.ts';

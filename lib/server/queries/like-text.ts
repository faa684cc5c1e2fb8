/** Prisma's `contains` passes its text on to LIKE as it is: what a person types is letters, not a pattern. */
export const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

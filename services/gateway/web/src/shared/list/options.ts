import { codesOf, word } from '@/shared/texts';

/** Every code of a group with its word, for a filter or a choice. */
export function optionsOf(group: string): { value: string; label: string }[] {
  return codesOf(group).map((value) => ({ value, label: word(group, value) }));
}

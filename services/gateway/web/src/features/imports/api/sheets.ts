import { download, upload, uploadForFile } from '@/shared/api/client';
import type { ImportAnswer } from '@/shared/api/types';
import { saveFile } from '@/shared/list/export';
import { t } from '@/shared/texts';

interface Sheet {
  file: File;
  effectiveOn: string;
  dryRun: boolean;
  key: string;
}

function formOf({ file, effectiveOn, dryRun }: Omit<Sheet, 'key'>): FormData {
  const form = new FormData();
  form.set('file', file);
  form.set('dry_run', String(dryRun));
  form.set('effective_on', effectiveOn);
  return form;
}

export function sendSheet(sheet: Sheet): Promise<ImportAnswer> {
  return upload<ImportAnswer>('organizations/imports', formOf(sheet), sheet.key);
}

export async function saveTemplate(): Promise<void> {
  saveFile(`${t('import.template_name')}.xlsx`, await download('organizations/imports/template'));
}

/** The sheet as it was sent, with what is wrong written beside it. */
export async function saveAnnotated(file: File, effectiveOn: string): Promise<void> {
  const name = file.name.replace(/\.\w+$/, '');
  saveFile(`${name}-${t('import.annotated_name')}.xlsx`, await uploadForFile('organizations/imports/annotated', formOf({ file, effectiveOn, dryRun: true })));
}

import type { ListColumn } from './list-types';

function cell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A sheet that Excel opens in Chinese: exactly these rows and columns. */
export function saveSheet<Row>(name: string, columns: ListColumn<Row>[], rows: Row[]): void {
  const lines = [columns.map((column) => cell(column.title)), ...rows.map((row) => columns.map((column) => cell(column.text(row))))];
  saveFile(`${name}.csv`, new Blob([`\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}`], { type: 'text/csv;charset=utf-8' }));
}

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

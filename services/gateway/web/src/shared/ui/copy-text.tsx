import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';

export function CopyText({ text, shown }: { text: string; shown?: string }): ReactElement {
  const { message } = App.useApp();
  return (
    <span className="nowrap">
      <code className="code">{shown ?? text}</code>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('action.copy')}
        onClick={() => void navigator.clipboard.writeText(text).then(() => message.success(t('action.copied')))}
      />
    </span>
  );
}

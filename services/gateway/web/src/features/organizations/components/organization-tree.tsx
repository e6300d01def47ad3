import { SearchOutlined } from '@ant-design/icons';
import { Input, Segmented, Tree } from 'antd';
import type { TreeDataNode } from 'antd';
import { useEffect, useState } from 'react';
import type { Key, ReactElement } from 'react';

import type { TreeNode } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';

import { useReadChildren, useRoots, useTreeSearch } from '../api/tree';
import type { Line } from '../api/views';

interface TreeProps {
  line: Line;
  asOf?: string | undefined;
  selected?: string | undefined;
  onLine: (line: Line) => void;
  onSelect: (id: string) => void;
}

function NodeTitle({ name, below }: { name: string; below?: number }): ReactElement {
  return (
    <span className="tree-node">
      <span className="tree-name">{name}</span>
      {below === undefined || below === 0 ? null : <span className="muted">{count(below)}</span>}
    </span>
  );
}

function toData(node: TreeNode): TreeDataNode {
  return { key: node.id, title: <NodeTitle name={node.name} below={node.below_count} />, isLeaf: !node.has_children };
}

function withChildren(nodes: TreeDataNode[], parent: Key, children: TreeDataNode[]): TreeDataNode[] {
  return nodes.map((node) => {
    if (node.key === parent) return { ...node, children };
    return node.children ? { ...node, children: withChildren(node.children, parent, children) } : node;
  });
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function OrganizationTree(props: TreeProps): ReactElement {
  const [text, setText] = useState('');
  const wanted = useSettled(text);
  return (
    <div className="org-tree">
      <Input
        allowClear
        prefix={<SearchOutlined />}
        value={text}
        placeholder={t('org.tree_search')}
        aria-label={t('org.tree_search')}
        onChange={(event) => setText(event.target.value)}
      />
      <Segmented
        block
        value={props.line}
        options={[
          { value: 'territory', label: t('org.line.territory') },
          { value: 'affiliation', label: t('org.line.affiliation') },
        ]}
        onChange={props.onLine}
      />
      {wanted ? <Found {...props} text={wanted} /> : <Nodes key={`${props.line}-${props.asOf ?? ''}`} {...props} />}
    </div>
  );
}

function Found({ text, line, asOf, selected, onSelect }: TreeProps & { text: string }): ReactElement {
  const { data, error, refetch } = useTreeSearch(text, line, asOf);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.items.length === 0) return <EmptyState title={t('org.tree_none', { q: text })} />;
  return (
    <Tree
      blockNode
      aria-label={t('org.tree')}
      selectedKeys={selected ? [selected] : []}
      treeData={data.items.map((row) => ({ key: row.id, title: <NodeTitle name={place(row)} />, isLeaf: true }))}
      onSelect={([key]) => key !== undefined && onSelect(String(key))}
    />
  );
}

function Nodes({ line, asOf, selected, onSelect }: TreeProps): ReactElement {
  const roots = useRoots(line, asOf);
  const readChildren = useReadChildren(line, asOf);
  const [data, setData] = useState<TreeDataNode[] | null>(null);
  const [open, setOpen] = useState<Key[]>([]);
  const [error, setError] = useState<unknown>(null);
  const items = roots.data?.items;

  const load = async (parent: Key): Promise<void> => {
    try {
      const children = await readChildren(String(parent));
      setData((former) => withChildren(former ?? [], parent, children.map(toData)));
    } catch (failure) {
      setError(failure);
    }
  };
  useEffect(() => {
    if (!items || data) return;
    setData(items.map(toData));
    const only = items.length === 1 ? items[0] : undefined;
    if (only?.has_children) {
      setOpen([only.id]);
      void load(only.id);
    }
  });
  const failure = error ?? roots.error;
  if (failure && !data) return <FailedState error={failure} onRetry={() => void roots.refetch()} />;
  if (!data) return <Loading rows={10} />;
  return (
    <Tree
      blockNode
      aria-label={t('org.tree')}
      treeData={data}
      expandedKeys={open}
      selectedKeys={selected ? [selected] : []}
      loadData={(node) => load(node.key)}
      onExpand={(keys) => setOpen(keys)}
      onSelect={([key]) => key !== undefined && onSelect(String(key))}
    />
  );
}

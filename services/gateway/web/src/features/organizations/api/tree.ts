import { useQueryClient } from '@tanstack/react-query';

import { get } from '@/shared/api/client';
import { useView, viewKey } from '@/shared/api/query';
import type { OrganizationRow, Page, TreeNode } from '@/shared/api/types';

import type { Line } from './views';

interface TreeAnswer {
  items: TreeNode[];
  as_of: string;
}

export function useRoots(line: Line, asOf?: string): ReturnType<typeof useView<TreeAnswer>> {
  return useView<TreeAnswer>('organizations/tree', { line, as_of: asOf });
}

export function useTreeSearch(text: string, line: Line, asOf?: string): ReturnType<typeof useView<Page<OrganizationRow>>> {
  return useView<Page<OrganizationRow>>('organizations', { q: text, line, as_of: asOf, below: true, size: 60 }, text.length > 0);
}

/** Children are read when their parent is opened, and kept. */
export function useReadChildren(line: Line, asOf?: string): (parent: string) => Promise<TreeNode[]> {
  const client = useQueryClient();
  return async (parent) => {
    const query = { parent, line, as_of: asOf };
    const answer = await client.fetchQuery({
      queryKey: viewKey('organizations/tree', query),
      queryFn: () => get<TreeAnswer>('views/organizations/tree', query),
    });
    return answer.items;
  };
}

export const tabListClass = 'flex gap-1 overflow-x-auto border-b border-border';

export const tabClass =
  '-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-sm text-muted -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text';

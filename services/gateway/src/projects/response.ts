import type { ProjectRow } from '@pressrun/queries'

export const toProject = ({ created_at, ...row }: ProjectRow) => ({ ...row, createdAt: created_at })

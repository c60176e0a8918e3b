export { checkLocation, locationMax, sourceTypes, type SourceType } from './check-location.ts'
export { folderProblem } from './folder/find-folder.ts'
export type { Found, Reading, SourceItem, Problem, Validators } from './item.ts'
export { placeOf } from './place-of.ts'

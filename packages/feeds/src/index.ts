export { checkLocation, locationMax, sourceTypes, type SourceType } from './check-location.ts'
export { folderTrouble } from './folder/find-folder.ts'
export type { Found, Reading, SourceItem, Trouble, Validators } from './item.ts'
export { placeOf } from './place-of.ts'

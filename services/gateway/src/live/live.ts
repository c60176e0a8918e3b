export type Live = { readonly placeholder?: undefined }

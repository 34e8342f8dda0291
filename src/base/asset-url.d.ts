/** Vite: the URL at which the built asset is served. */
declare module '*?url' {
  const url: string;
  export default url;
}

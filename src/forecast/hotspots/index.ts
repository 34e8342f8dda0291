export { countByArea, readAreaShapes } from './area-shapes.ts';
export { hotspotMap } from './hotspot-map.ts';
export { hotspotShares } from './hotspot-shares.ts';

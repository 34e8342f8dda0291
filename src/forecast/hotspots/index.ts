export { countByArea, readAreaShapes } from './area-shapes.ts';
export { hotspotMap } from './hotspot-map.ts';

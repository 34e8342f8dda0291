/** The version of Vigil, as package.json has it; a test holds the two together. */
export const vigilVersion = '0.1.0';

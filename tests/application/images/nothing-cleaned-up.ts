export const nothingCleanedUp = {
  processed: 0,
  dropped: 0,
  originalsRemoved: 0,
  variantsRemoved: 0,
  foreign: 0,
  failed: 0,
  resumed: false,
  complete: true,
};

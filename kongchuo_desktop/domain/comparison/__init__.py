"""四查三对比: lists of children from different offices laid together (R136 to R148)."""

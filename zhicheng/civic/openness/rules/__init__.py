"""Pure rules: who may release what, which point of the map is told how coarsely, which figure is hidden."""

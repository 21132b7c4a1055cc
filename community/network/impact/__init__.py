"""What came of it all: figures that lead to the rows behind them."""

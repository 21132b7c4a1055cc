"""The Evidence Hub: resources, who looks after them, collections of them."""

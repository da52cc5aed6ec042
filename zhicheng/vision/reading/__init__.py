"""Reading: lines of text on walls (PP-OCRv4), plates by the vote of two readers. ONNX weights by digest, no framework around them."""

"""Evidence in S3 with object lock: any server that speaks the protocol with conditional writes and object lock. Under test: moto's server."""

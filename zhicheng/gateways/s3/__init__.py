"""Evidence in S3 with object lock: any server that speaks the protocol (AWS, MinIO, Ceph, OBS, OSS)."""

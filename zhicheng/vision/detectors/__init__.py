"""Who names things in a picture. One file per runtime; each loads its weights only after their digest was compared."""

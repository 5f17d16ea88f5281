"""Digital signatures on the bytes of a PDF (PAdES): the system's own seal, and what the signatures of a file say.

The room knows no decision and no table. Its seal says one thing only: this file was made by this system and has not
changed since. A legal signature is made outside, with the certificate of the person or the body that signs; the room
reads it and says what it finds. The libraries of signatures and certificates are imported here and nowhere else.
"""

"""The Terraform provider `fjcorp/openai`: the wire in `protocol/`, what it manages beside it."""

"""Runs what a company has at OpenAI as code: API client, Terraform provider and API emulator."""

# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "image-, and the beginning of the digest."
  value       = openai_image.this.id
}

output "operation" {
  description = "generation draws a prompt. edit changes images by a prompt. variation is an edit of one image by a prompt that the plan shows, because the API's own operation is gone."
  value       = openai_image.this.operation
}

output "prompt" {
  description = "What to draw, or how to change the images."
  value       = openai_image.this.prompt
}

output "model" {
  description = "Model that draws, such as gpt-image-2.6-flare. There is no default: the API has none."
  value       = openai_image.this.model
}

output "output_format" {
  description = "png, jpeg, webp, gif (an animation) or svg."
  value       = openai_image.this.output_format
}

output "output_dir" {
  description = "Folder that the images are written to; it is made where it is missing. Another one moves them."
  value       = openai_image.this.output_dir
}

output "filename" {
  description = "Name of each file. {index} is the image's number from 1, {digest} the beginning of the digest, {format} the format's ending."
  value       = openai_image.this.filename
}

output "contact_sheet" {
  description = "Name of a page in output_dir that shows the images, when there are several; empty for none."
  value       = openai_image.this.contact_sheet
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = openai_image.this.digest
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_image.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_image.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_image.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_image.this.cost
}

output "files" {
  description = "The files: path, sha256, bytes, width and height in pixels, format, and revised_prompt where the model gives one."
  value       = openai_image.this.files
}

output "contact_sheet_path" {
  description = "Path of the page that shows the images; null without one."
  value       = openai_image.this.contact_sheet_path
}

output "contact_sheet_sha256" {
  description = "SHA-256 of that page."
  value       = openai_image.this.contact_sheet_sha256
}

output "created" {
  description = "When they were made, in Unix seconds."
  value       = openai_image.this.created
}

output "usage" {
  description = "Tokens that were used."
  value       = openai_image.this.usage
}

output "svg_usage" {
  description = "Tokens that writing an SVG used."
  value       = openai_image.this.svg_usage
}

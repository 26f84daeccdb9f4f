# A name that configurations for earlier models read.
output "image_urls" {
  description = "Addresses of the images: always null, because today's models give out bytes, which are in files."
  value       = null
}
